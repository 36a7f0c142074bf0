"""What stands on labels, and the PDF of labels that may be printed."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q

from yunhe.partners.models import Region
from yunhe.stock.models import Parcel
from yunhe.tms.label_sheet import Label, draw_labels
from yunhe.tms.models import Carrier


def label_pdf(parcel_ids: Sequence[int]) -> bytes:
    """The pages of these parcels in this order: of those noted as printed and not recalled since. Four queries."""
    return draw_labels(labels(parcel_ids))


def labels(parcel_ids: Sequence[int]) -> list[Label]:
    """The labels of parcels that `print_labels` took, in the order asked; others are left out."""
    found = (
        Parcel.objects.filter(
            id__in=parcel_ids, state="labelled", label_printed_at__isnull=False, outbound__recall_requested=False
        )
        .select_related("outbound__warehouse__entity")
        .annotate(count=Count("outbound__parcels", filter=~Q(outbound__parcels__state="voided")))
    )
    parcels = {parcel.id: parcel for parcel in found}
    carriers = dict(Carrier.objects.values_list("code", "name"))
    regions = region_names(p.outbound.region_code for p in parcels.values())
    return [_label(parcels[id], carriers, regions) for id in parcel_ids if id in parcels]


def region_names(codes: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """Province, city and district of each region code; what is unknown is empty. One query."""
    wanted = {code: (f"{code[:2]}0000", f"{code[:4]}00", code) for code in codes}
    names = dict(
        Region.objects.filter(code__in={c for path in wanted.values() for c in path}).values_list("code", "name")
    )
    return {
        code: (names.get(province, ""), _if_new(city, province, names), _if_new(district, city, names))
        for code, (province, city, district) in wanted.items()
    }


def _if_new(code: str, above: str, names: dict[str, str]) -> str:
    return names.get(code, "") if code != above else ""


def _label(parcel: Parcel, carriers: dict[str, str], regions: dict[str, tuple[str, str, str]]) -> Label:
    outbound = parcel.outbound
    province, city, district = regions[outbound.region_code]
    return Label(
        carrier=carriers.get(parcel.carrier_code, parcel.carrier_code),
        service=parcel.service,
        waybill=parcel.waybill,
        parcel=parcel.number,
        outbound=outbound.number,
        n=parcel.n,
        count=parcel.count,
        province=province,
        city=city,
        district=district,
        detail=outbound.detail,
        recipient=outbound.recipient,
        phone=outbound.phone,
        sender=outbound.warehouse.name,
        sender_address=outbound.warehouse.address,
        weight_kg=parcel.weight_kg,
        cod_amount=parcel.cod_amount,
        currency=outbound.warehouse.entity.currency,
    )
