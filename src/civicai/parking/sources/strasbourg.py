"""The public car parks of Strasbourg, on its Opendatasoft portal."""

from civicai.parking.sources.records import Feed

FEED = Feed(
    dataset="occupation-parkings-temps-reel",
    park="nom_parking",
    free="libre",
    capacity="total",
    status="etat",
    counting=("1", "3"),  # open, full; 2 is closed and 0 unavailable
)
FORMAT = FEED.format("Strasbourg, Opendatasoft")
