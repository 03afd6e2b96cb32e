"""save_product, remove_product, announce_news: what people are interested in, and news that reaches them (F030)."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from scoring.domain.products import BadProduct, read
from scoring.models import Product, ProductNews
from scoring.queries import products
from tracking.actions.record import OwnEvent, record_own

NEWS = "product_news"
MOST = 500
AT_ONCE = 1_000


def save_product(*, sku: str, name: str, paths: Sequence[str], actor: Actor, product: Product | None = None) -> Product:
    """Add a product, or change one. Refuses what names none, a number that is taken, and more than 500. Audited."""
    try:
        wanted = read(sku, name, paths)
    except BadProduct as error:
        raise Refused(_(error.text) % error.parts, field=error.field) from error
    other = products.by_sku(wanted.sku)
    if other is not None and (product is None or other.pk != product.pk):
        raise Refused(_("There is a product with this number already."), field="sku", code="taken", status=409)
    if product is None and products.products().count() >= MOST:
        raise Refused(_("There are %(most)s products already: remove one first.") % {"most": MOST}, field="sku")
    saved: Product = product or Product()
    before = {"sku": saved.sku, "name": saved.name, "paths": saved.paths} if product else {}
    saved.sku, saved.name, saved.paths = wanted.sku, wanted.name, list(wanted.paths)
    try:
        with transaction.atomic():
            saved.save(force_insert=product is None)
    except IntegrityError as error:
        raise Refused(_("There is a product with this number already."), field="sku", code="taken", status=409) from error
    now = {"sku": saved.sku, "name": saved.name, "paths": saved.paths}
    audit.record(actor, "product.saved", saved, {key: [before.get(key), value] for key, value in now.items() if before.get(key) != value})
    return saved


def remove_product(*, product: Product, actor: Actor) -> None:
    """Forget it and its news; filters that name it say so. What was announced stays on the timelines. Audited."""
    audit.record(actor, "product.removed", product, {"sku": [product.sku, None]})
    ProductNews.objects.filter(product=product).delete()
    product.delete()


def announce_news(*, product: Product, title: str, actor: Actor, url: str = "") -> ProductNews:
    """Say once that there is news: every known person who was interested in the last year gets the event `product_news`, which lets them
    into journeys; these ask consent, caps and conditions as ever. Refuses an empty title, an address that is none, and the same news
    twice. Audited."""
    title, url = " ".join(title.split()), url.strip()
    if not 0 < len(title) <= 200 or not title.isprintable():
        raise Refused(_("Say in up to 200 characters what is new."), field="title")
    if url and (not url.startswith(("https://", "http://")) or len(url) > 2_000 or not url.isprintable()):
        raise Refused(_("Give an address that begins with https://, or none."), field="url")
    if ProductNews.objects.filter(product=product, title=title).exists():
        raise Refused(_("This news was announced already: say it in other words."), field="title", code="taken", status=409)
    now = clock.now()
    people = products.to_tell(product, now)
    news: ProductNews = ProductNews.objects.create(product=product, title=title, url=url, told=len(people), at=now, by=actor.name)
    about = {"sku": product.sku, "product": product.name, "title": title, "url": url}
    events = [OwnEvent(person, NEWS, now, f"news:{news.pk}:{person}", about) for person in people]
    for start in range(0, len(events), AT_ONCE):
        record_own(events[start : start + AT_ONCE])
    audit.record(actor, "product.announced", product, {"title": ["", title], "told": [0, news.told]})
    return news
