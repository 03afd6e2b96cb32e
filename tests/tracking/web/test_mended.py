"""What was replaced in a message is told where the message is shown."""

from django.test import Client

from tenants.models import User
from tests.tracking.conftest import Shop


def test_what_was_mended_says_so(shop: Shop) -> None:
    for name, value in (("whole", "a"), ("mended", "a\\u0000b")):
        shop.send("/v1/track", f'{{"userId":"u","event":"{name}","messageId":"m-{name}","properties":{{"x":"{value}"}}}}'.encode())
    shop.digest()
    client, slug = Client(), shop.workspace.slug
    client.force_login(User.objects.get(name=f"Owner {slug.removeprefix('shop-')}"))
    pages = [client.get(f"/w/{slug}/live{query}").content.decode() for query in ("?name=whole", "?name=mended")]
    pages += [client.get(f"/w/{slug}/live/raw?message=m-{name}").content.decode() for name in ("whole", "mended")]
    assert ["Characters replaced" in page for page in pages] == [False, True, False, True]
    assert "a\ufffdb" in pages[3]
