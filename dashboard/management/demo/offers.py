"""What a demo company sells, which deeds it calls key moments, and the one company that asked to be left alone."""

from kernel.audit import Actor
from leads.actions.blacklist import blacklist
from leads.models import Company
from scoring.actions.products import save_product
from tracking.actions.catalogue import mark_key_moment
from tracking.queries.catalogue import entries

# Number, name (English, Chinese), and the pages that are about it.
PRODUCTS = (
    ("SUITE", "Planning suite", "规划平台", ("/product",)),
    ("BENCH", "Benchmark service", "行业对标服务", ("/resources/benchmark", "/case/*")),
    ("WORKSHOP", "Live workshop", "线上工作坊", ("/webinar",)),
)
MOMENTS = ("demo_requested", "offline_meeting_attended")
LEFT_ALONE = ("Bought from a competitor; asked for no more mail and calls.", "已选用竞品，要求不再联系。")


def stock(marketer: Actor, chinese: bool) -> None:
    """Write it into the open scope, once its past is there: a name is marked that has happened, a company left alone that is known."""
    for sku, english, hanzi, paths in PRODUCTS:
        save_product(sku=sku, name=hanzi if chinese else english, paths=paths, actor=marketer)
    for entry in entries().filter(name__in=MOMENTS):
        mark_key_moment(entry_id=entry.pk, on=True, actor=marketer)
    last = Company.objects.order_by("-name").first()
    if last:
        blacklist(last.pk, LEFT_ALONE[chinese], marketer)
