"""How a page is built, for who does not see it."""


def headings_language_and_images(page, rulebook):
    if page.language != "nl":
        yield "De taal van de pagina ontbreekt.", ""
    if page.headings.count(1) != 1:
        yield f"Een pagina heeft één hoofdkop; hier staan er {page.headings.count(1)}.", ""
    for above, below in zip(page.headings, page.headings[1:], strict=False):
        if below > above + 1:
            yield f"Na een kop van niveau {above} volgt er een van niveau {below}. Sla geen niveau over.", "#" * below
    if not page.title.strip():
        yield "De titel in het tabblad is leeg.", ""
    double = sorted({name for name in page.ids if page.ids.count(name) > 1})
    if double:
        yield f"Deze naam staat twee keer in de pagina: {', '.join(double)}.", ""
    for image in page.all("img"):
        if "alt" not in image:
            yield f"Een beeld heeft geen beschrijving: {image.get('src')}.", ""
