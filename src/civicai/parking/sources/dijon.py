"""The public car parks of Dijon, on its Opendatasoft portal."""

from civicai.parking.sources.records import Feed

FEED = Feed(
    dataset="dispo-parking",
    park="nom_du_parking",
    free="nombre_de_places_libres",
    capacity="nombre_de_places_totales",
    time="derniere_mise_a_jour",
)
FORMAT = FEED.format("Dijon, Opendatasoft")
