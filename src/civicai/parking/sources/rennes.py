"""The public car parks of Rennes, on its Opendatasoft portal."""

from civicai.parking.sources.records import Feed

FEED = Feed(
    dataset="export-api-parking-citedia",
    park="key",
    free="free",
    capacity="max",
    status="status",
    counting=("OUVERT", "COMPLET"),
)
FORMAT = FEED.format("Rennes, Opendatasoft")
