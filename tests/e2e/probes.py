"""What is measured inside a page? Expressions in JavaScript, each with what it answers."""

# The width of the whole page in CSS pixels.
WIDTH = "document.documentElement.scrollWidth"

# What sticks out furthest: for the message of a failing test.
WIDEST = """[...document.querySelectorAll('body *')]
  .map(element => [Math.max(element.getBoundingClientRect().right, -element.getBoundingClientRect().left), element])
  .sort((a, b) => b[0] - a[0]).slice(0, 3).map(([edge, element]) => edge + ' ' + element.outerHTML.slice(0, 120))"""

# The text spacing of WCAG 1.4.12, set the way a reader's own style sheet would be: the page's policy has no say in it.
SPACE_TEXT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""

SPACE_NO_TEXT = "document.adoptedStyleSheets = []"

# Elements whose text is cut off by their box.
CUT_OFF = """[...document.querySelectorAll('body *')].filter(element => {
  const style = getComputedStyle(element);
  return style.overflow !== 'visible' && !element.closest('.visually-hidden') && element.clientWidth > 1
    && !['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName) && style.overflowX !== 'auto'
    && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
}).map(element => element.outerHTML.slice(0, 120))"""

# Controls below 24 x 24 pixels. Links inside a sentence are as high as its line (the exception of WCAG 2.5.8).
SMALL_TARGETS = """[...document.querySelectorAll(
  'a[href], button, input, select, textarea, summary')].filter(control => {
  if (!control.checkVisibility({visibilityProperty: true}) || control.type === 'hidden') return false;
  if (control.matches('.skip') || control.closest('.visually-hidden')) return false;
  const around = control.closest('p, li, dd, dt, label');
  const alone = !around || around.innerText.trim() === control.innerText.trim();
  if (control.tagName === 'A' && getComputedStyle(control).display === 'inline' && !alone) return false;
  const target = control.closest('label') || control, box = target.getBoundingClientRect();
  return box.width > 0 && (box.width < 24 || box.height < 23.9);
}).map(control => control.outerHTML.slice(0, 140) + ' ' + Math.round(control.getBoundingClientRect().height))"""

# Everything that the Tab key should reach, numbered in the order of the page.
NUMBER_STOPS = """() => {
  const open = element => { for (let at = element.closest('details'); at; at = at.parentElement.closest('details'))
    if (!at.open && !(element.tagName === 'SUMMARY' && element.parentElement === at)) return false; return true; };
  let number = 0;
  for (const element of document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
    if (element.disabled || element.type === 'hidden' || element.tabIndex < 0) continue;
    if (!element.checkVisibility({visibilityProperty: true}) || !open(element)) continue;
    element.dataset.stop = number++;
  }
  return number;
}"""

# Where the keyboard is: its number, whether the focus ring shows, and what covers it.
FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + Math.min(box.width, 24) / 2, 0), innerWidth - 1);
  const y = box.top + Math.min(box.height, 24) / 2, top = document.elementFromPoint(x, y);
  const seen = box.top >= 0 && box.top < innerHeight && box.width > 0;
  const covered = top && !element.contains(top) && !top.contains(element) ? top.outerHTML.slice(0, 80) : null;
  return { stop: element.dataset.stop === undefined ? null : Number(element.dataset.stop),
    what: element.outerHTML.slice(0, 100), ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen, covered };
}"""
