// htmx replaces the filters: what was open stays open, and the keyboard's place is kept.
(() => {
  Object.assign(htmx.config, {
    allowEval: false, includeIndicatorStyles: false, selfRequestsOnly: true, historyCacheSize: 0, refreshOnHistoryMiss: true,
  });
  const panel = () => document.getElementById("facets");
  const key = (element) => element.name ? `[name="${element.name}"][value="${element.value}"]` : null;
  let open = [], place = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const active = document.activeElement;
    open = [...panel().children].map((group) => group.open);
    place = panel().contains(active) ? key(active) : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    [...panel().children].forEach((group, at) => { group.open = group.open || open[at]; });
    if (place) panel().querySelector(place)?.focus();
    place = null;
    if (document.activeElement === document.body) {  // the pressed link is gone: a page was turned
      const total = document.querySelector("#results [role=status]");
      total.tabIndex = -1;
      total.focus({preventScroll: true});
    }
  });
})();
