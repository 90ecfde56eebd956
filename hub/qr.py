"""How is an address drawn as a code for cameras?"""

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString

PICTURE = '<svg class="qr" viewBox="0 0 {0} {0}" aria-hidden="true" focusable="false"><path d="{1}"></path></svg>'


def svg(text: str) -> SafeString:
    """Nothing is said of it to a screen reader: the text itself stands beside it."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return format_html(PICTURE, len(rows), path)
