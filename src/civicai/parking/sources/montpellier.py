"""The car parks of Montpellier, in NGSI: each field is an object, whose value is inside."""

from civicai.parking.sources.records import Feed

FEED = Feed(
    dataset="offstreetparking",
    park="name.value",
    free="availableSpotNumber.value",
    capacity="totalSpotNumber.value",
)
FORMAT = FEED.format("Montpellier, NGSI")
