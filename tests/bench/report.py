"""How is a figure printed? One `name: value` line with both sides and the goal; what must hold is remembered."""

MUST_HOLD = ("P4", "P5", "P8")
_missed: list[str] = []


def figure(name: str, value: float, unit: str, goal: float, *, at_least: bool = False, sides: str = "") -> None:
    holds = value >= goal if at_least else value <= goal
    verdict = "holds" if holds else "MISSED"
    if not holds:
        _missed.append(name)
    sign = ">=" if at_least else "<="
    shown = f"{value:.0f}" if value >= 1000 else f"{value:.3g}"
    print(f"{name}: {shown} {unit} ({sides}{'; ' if sides else ''}goal {sign} {goal:g}; {verdict})", flush=True)


def note(name: str, value) -> None:
    print(f"{name}: {value}", flush=True)


def conclude() -> int:
    note("missed", ", ".join(_missed) or "none")
    return 1 if any(name.startswith(MUST_HOLD) for name in _missed) else 0
