"""Which browser on which system sends a request, in a closed list of words: enough to know one's own."""

from __future__ import annotations

LONGEST = 60
# Browsers name their ancestors too, so the youngest of a family stands first.
_BROWSERS = (
    *(
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("SamsungBrowser", "Samsung"),
        ("MicroMessenger", "WeChat"),
    ),
    *(("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome")),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("HarmonyOS", "HarmonyOS")),
    *(("Windows", "Windows"), ("Macintosh", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


def device_of(user_agent: str) -> str:
    """Browser and system, such as "Firefox, Linux"; empty where neither is known. A claim, not a proof."""
    known = [
        next((name for sign, name in table if sign in user_agent), "") for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in known if name)
