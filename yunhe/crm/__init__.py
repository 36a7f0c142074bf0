"""Customers after the sale: what they bought, who they are to us, what they think of it.

Words: a *purchase* is a completed order as the customer record keeps it; a *tag* says something about a customer, with
its reason and since when; a *survey* is asked once per delivered order by an unguessable link.
Lives on the event log: other rooms are heard through their events, never read. Events: SurveySent, SurveyAnswered, TagChanged.
"""
