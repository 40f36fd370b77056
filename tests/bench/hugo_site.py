"""Writes `guides.json` as a Hugo site: `python -m tests.bench.hugo_site guides.json FOLDER`."""

import json
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent / "hugo"


def short(text):
    """`[[bel:112]]` as the shortcode that does the same."""
    return re.sub(r"\[\[([a-z]+(?::[a-z0-9-]+)?)(?:\|([^\]]*))?\]\]", r'{{< ref "\1" >}}', text)


def main():
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    data = json.loads(source.read_text())
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE, folder)
    (folder / "content" / "guide").mkdir(parents=True)
    (folder / "data").mkdir()
    refs = data["refs"]
    for guide in data["guides"]:
        refs |= {f"paneel:{key}": html for key, html in guide["numbers"]}
        lines = {kind: [short(line["markdown"]) for line in guide["advice"] if line["kind"] == kind]
                 for kind in ("do", "dont")}  # fmt: skip
        front = {
            "title": guide["title"], "slug": guide["slug"], "tab_title": guide["tab_title"],
            "summary": guide["summary"], "door": guide["door"], "brief": short(guide["brief"]["markdown"]),
            "steps": [{"title": step["title"], "text": short(step["markdown"])} for step in guide["steps"]],
            **lines,
            "next": guide["next"],
            "links": [{"url": url, "title": title} for url, title in guide["checklists"] + guide["topics"]],
            "sources": [{"title": title, "url": url, "dated": dated} for title, url, dated in guide["sources"]],
            "numbers": [key for key, _ in guide["numbers"]],
        }  # fmt: skip
        (folder / "content" / "guide" / f"{guide['slug']}.md").write_text(
            json.dumps(front, ensure_ascii=False, indent=1) + "\n\n" + short(guide["body"]["markdown"]) + "\n"
        )
    (folder / "data" / "refs.json").write_text(json.dumps(refs, ensure_ascii=False))


if __name__ == "__main__":
    main()
