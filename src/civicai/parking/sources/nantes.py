"""The public car parks of Nantes, on its Opendatasoft portal."""

from civicai.parking.sources.records import Feed

FEED = Feed(
    dataset="244400404_parkings-publics-nantes-disponibilites",
    park="grp_nom",
    free="grp_disponible",
    capacity="grp_exploitation",
    time="grp_horodatage",
    status="grp_statut",
    counting=("5",),
)
FORMAT = FEED.format("Nantes, Opendatasoft")
