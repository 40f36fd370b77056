"""The press turns what is published into editions: complete, checked sets of public files (docs/architecture.md)."""
