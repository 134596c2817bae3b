"""The library of cards in a real browser: 1,000 cards, how long a search takes, what it weighs.

    python benchmarks/library.py [--cards 1000] [--out FOLDER]

Needs playwright and Debian's chromium (`/usr/bin/chromium`). Cards are invented from a seed.
A search is timed in the page itself: from the key to the layout being done (forced), and from
the key to the frame after the next paint.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from civicai.cards import build_library
from civicai.cards.site import ASSETS

CHROMIUM = Path("/usr/bin/chromium")
TARGET_MS, TARGET_KB = 50, 60

AREAS = ("canteen", "water", "risk", "parking", "crowd", "faq", "other")
BEGINNINGS = ("Saint-", "Ville", "Mont", "Val", "Beau", "Font", "Roche", "Châtel", "Neuv", "Clair")
ENDINGS = ("erac", "ières", "ignan", "ville", "mont", "anges", "oux", "enay", "ombe", "igny")
PROBLEMS = (
    "Un repas sur six est jeté.",
    "Une partie de l’eau se perd en fuites sur un réseau ancien.",
    "Les crues rapides laissent moins de deux heures pour prévenir.",
    "Les voitures tournent longtemps avant de trouver une place.",
    "Le marché de Noël dépasse sa jauge deux soirs par an.",
    "Le standard perd un appel sur deux.",
    "Les agents relisent tout à la main.",
)
METHODS = ("arbres de décision", "moyenne des semaines passées", "régression", "règles", "GR4J")
#: What a reader types: a word, two, accents left out, nothing that is there, one letter.
SEARCHES = ("eau", "fuites reseau", "Châtelmont", "chatelmont", "gauge", "e", "repas jeté arbres")


def make_cards(count: int, folder: Path, seed: int = 0) -> None:
    """Write invented cards, as towns would: some complete, some drafts."""
    draw = random.Random(seed)
    for rank in range(count):
        area = draw.choice(AREAS)
        town = draw.choice(BEGINNINGS) + draw.choice(ENDINGS)
        use = round(draw.lognormvariate(3, 1.5), 1)
        full = draw.random() < 0.7
        content = {
            "schema_version": "civicai.card/1",
            "id": f"projet-{rank:04d}",
            "lang": "fr" if draw.random() < 0.9 else "en",
            "name": f"{town} : projet {rank} ({area})",
            "summary": "Prévoit, range ou repère, et propose une décision à un agent. " * 3,
            "status": draw.choice(["development", "test", "production", "retired"]),
            "evidence": draw.choice(["simulated", "real"]),
            "updated": "2026-11-26",
            "authority": {
                "name": town,
                "population": draw.randrange(300, 300_000),
                "country": "FR",
            },
            "need": {"policy_area": area, "problem": draw.choice(PROBLEMS)},
            "system": {"type": "ml", "method": draw.choice(METHODS), "version": "1"},
            "data": [{"name": "comptages", "personal": "none", "rows": 230_000}],
            "performance": [
                {"metric": "erreur", "value": 4.2, "low": 3.9, "high": 4.6, "unit": "%"}
            ],
            "cost": {"run_per_year": None, "reason": "devis attendu"},
            "environment": {},
            "risks": [{"risk": "trop peu de repas", "mitigation": "une réserve"}],
        }
        if full:
            content["cost"] = {
                "run_per_year": draw.randrange(200, 90_000),
                "currency": "EUR",
                "basis": "quoted",
            }
            content["environment"] = {
                "use_kgco2e_per_year": {"low": use / 2, "central": use, "high": use * 2}
            }
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (folder / f"{rank:04d}.json").write_text(text, encoding="utf-8")


#: Types a search as the keyboard does, and times it inside the page.
TIMED = """
async (text) => {
  const box = document.getElementById('q');
  const start = performance.now();
  box.value = text;
  box.dispatchEvent(new Event('input', {bubbles: true}));
  document.body.offsetHeight;
  const done = performance.now() - start;
  await new Promise(go => requestAnimationFrame(() => setTimeout(go)));
  return [done, performance.now() - start, document.getElementById('count').textContent];
}
"""


def time_searches(site: Path, rounds: int) -> tuple[list[float], list[float], float]:
    """Return the milliseconds of each search, to the layout and to the paint, and of loading."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as engine:
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = engine.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        start = time.perf_counter()
        page.goto((site / "index.html").as_uri())
        page.locator("#search").wait_for(state="visible")
        loaded = (time.perf_counter() - start) * 1000
        layout, painted = [], []
        for _round in range(rounds):
            for text in (*SEARCHES, ""):
                done, seen, said = page.evaluate(TIMED, text)
                layout.append(done)
                painted.append(seen)
                if _round == 0:
                    print(f"  {text!r:22} {done:6.1f} ms  {said}")
        browser.close()
    return layout, painted, loaded


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cards", type=int, default=1000)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if not CHROMIUM.exists():
        print(f"{CHROMIUM} is missing: apt-get install chromium")
        return 1
    with tempfile.TemporaryDirectory() as room:
        cards, site = Path(room, "cards"), given.out or Path(room, "site")
        cards.mkdir()
        make_cards(given.cards, cards)
        start = time.perf_counter()
        library = build_library(cards, site)
        built = time.perf_counter() - start
        weight = sum((site / "assets" / name).stat().st_size for name in ASSETS) / 1024
        page = (site / "index.html").stat().st_size / 1024
        print(f"{library.projects} cards built in {built:.1f} s; index.html {page:.0f} KB")
        layout, painted, loaded = time_searches(site, rounds=10)
    print(f"page ready in {loaded:.0f} ms")
    rows = [
        ("search, median [ms]", f"<= {TARGET_MS}", f"{statistics.median(layout):.1f}"),
        ("search, slowest of all [ms]", f"<= {TARGET_MS}", f"{max(layout):.1f}"),
        ("search to the next paint, median [ms]", "", f"{statistics.median(painted):.1f}"),
        ("search to the next paint, slowest [ms]", "", f"{max(painted):.1f}"),
        ("style and script [KB]", f"< {TARGET_KB}", f"{weight:.1f}"),
    ]
    print(f"{'':42} {'asked':>8} {'reached':>8}")
    for name, asked, reached in rows:
        print(f"{name:42} {asked:>8} {reached:>8}")
    return 0 if max(layout) <= TARGET_MS and weight < TARGET_KB else 1


if __name__ == "__main__":
    sys.exit(main())
