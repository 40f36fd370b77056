"""What the site costs, as ratios to its peers on the same machine in the same minutes. Never collected by pytest."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
