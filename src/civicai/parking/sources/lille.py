"""The public car parks of Lille, on its Opendatasoft portal."""

from civicai.parking.sources.records import Feed

FEED = Feed(
    dataset="disponibilite-parkings",
    park="libelle",
    free="dispo",
    capacity="max",
    status="etat",
    counting=("OUVERT",),
)
FORMAT = FEED.format("Lille, Opendatasoft")
