"""Do the boxes of a form begin where the reader's lines begin?"""

from django import forms

from hub.forms import Form


class Boxes(Form):
    note = forms.CharField(widget=forms.Textarea(attrs={"dir": "auto"}))
    name = forms.CharField(widget=forms.TextInput(attrs={"dir": "auto"}))
    address = forms.EmailField(widget=forms.EmailInput(attrs={"dir": "ltr"}))


def test_the_style_sheet_sees_which_box_is_empty_where_the_text_gives_the_direction():
    """`:placeholder-shown` is the one way to tell, and it asks for a placeholder. A blank one stands for no label."""
    boxes = Boxes()
    assert 'placeholder=" "' in str(boxes["note"])
    assert 'placeholder=" "' in str(boxes["name"])
    assert "placeholder" not in str(boxes["address"])
