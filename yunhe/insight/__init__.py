"""Looking at the whole: the doctor's proofs; later KPIs, reports, alerts and what-if replay. Reads every room, writes none."""
