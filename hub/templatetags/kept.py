"""Which parts of a page are the same for everybody? Those are rendered once per process, language and the values named.

`{% kept audience %}…{% endkept %}`. Looking up words and addresses costs more than all the rest of a page. Nothing
about a person, and no value that a client may choose, belongs inside or among the values.
"""

from django import template
from django.utils.translation import get_language

register = template.Library()


class Kept(template.Node):
    def __init__(self, nodelist, values):
        self.nodelist, self.values = nodelist, values
        self.rendered: dict[tuple, str] = {}

    def render(self, context):
        key = (get_language(), *[value.resolve(context, ignore_failures=True) for value in self.values])
        if key not in self.rendered:
            self.rendered[key] = self.nodelist.render(context)
        return self.rendered[key]


@register.tag
def kept(parser, token):
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    return Kept(nodelist, values)
