"""The value ledger and the books: append-only, closed to closed periods, balanced at the database."""

from django.db import migrations

LEDGERS = ("finance_valuation", "finance_posting")
PAPERS = ("finance_voucher", "finance_invoice", "finance_payment", "finance_receivable", "finance_payable")

APPEND_ONLY = "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
"""
    for table in LEDGERS
)
OPEN_PERIOD = "".join(
    f"""
CREATE TRIGGER {table}_open_period AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_closed_period('closed');
"""
    for table in LEDGERS + PAPERS
)
TRIGGERS_BACK = "".join(f"DROP TRIGGER {table}_append_only ON {table};" for table in LEDGERS) + "".join(
    f"DROP TRIGGER {table}_open_period ON {table};" for table in LEDGERS + PAPERS
)

BALANCE = """
-- One statement inserts all postings of a document and template, so each balances by itself.
CREATE FUNCTION finance_refuse_unbalanced_postings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad record;
BEGIN
    SELECT document_kind, document_id, template INTO bad FROM fresh
    GROUP BY entity_id, period_id, currency, document_kind, document_id, template
    HAVING sum(debit) <> sum(credit) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'postings % of % % do not balance', bad.template, bad.document_kind, bad.document_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_posting_balanced AFTER INSERT ON finance_posting
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse_unbalanced_postings();

CREATE FUNCTION finance_refuse_unbalanced_voucher() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE key bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.voucher_id ELSE NEW.voucher_id END;
BEGIN
    IF (SELECT sum(debit) <> sum(credit) FROM finance_voucherline WHERE voucher_id = key) THEN
        RAISE EXCEPTION 'voucher % does not balance', key USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER finance_voucher_balanced AFTER INSERT OR UPDATE OR DELETE ON finance_voucherline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_refuse_unbalanced_voucher();

-- The lines of a posted voucher stand.
CREATE FUNCTION finance_refuse_change_of_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT state <> 'draft' FROM finance_voucher WHERE id = OLD.voucher_id) THEN
        RAISE EXCEPTION 'the lines of a posted voucher never change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER finance_voucher_stands BEFORE UPDATE OR DELETE ON finance_voucherline
    FOR EACH ROW EXECUTE FUNCTION finance_refuse_change_of_posted();
"""
BALANCE_BACK = """
DROP TRIGGER finance_voucher_stands ON finance_voucherline; DROP FUNCTION finance_refuse_change_of_posted;
DROP TRIGGER finance_voucher_balanced ON finance_voucherline; DROP FUNCTION finance_refuse_unbalanced_voucher;
DROP TRIGGER finance_posting_balanced ON finance_posting; DROP FUNCTION finance_refuse_unbalanced_postings;
"""

UNSUMMED = """
-- A posting waits for its voucher from its birth until a voucher line is linked to it.
CREATE FUNCTION finance_await_voucher() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO finance_unsummed (posting_id) SELECT id FROM fresh WHERE debit <> credit;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_posting_waits AFTER INSERT ON finance_posting
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION finance_await_voucher();

CREATE FUNCTION finance_sum_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM finance_unsummed u USING fresh WHERE u.posting_id = fresh.posting_id;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_posting_summed AFTER INSERT ON finance_voucherposting
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION finance_sum_up();
"""
UNSUMMED_BACK = """
DROP TRIGGER finance_posting_summed ON finance_voucherposting; DROP FUNCTION finance_sum_up;
DROP TRIGGER finance_posting_waits ON finance_posting; DROP FUNCTION finance_await_voucher;
"""


class Migration(migrations.Migration):
    dependencies = [("finance", "0001_initial"), ("kernel", "0002_ledger")]

    operations = [
        migrations.RunSQL(APPEND_ONLY + OPEN_PERIOD, TRIGGERS_BACK),
        migrations.RunSQL(BALANCE, BALANCE_BACK),
        migrations.RunSQL(UNSUMMED, UNSUMMED_BACK),
    ]
