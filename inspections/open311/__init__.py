"""Open311 GeoReport v2: other programmes list, file and follow reports (open311.org, GeoReport v2 and Service Discovery).

Read and write, XML and JSON, with paging, ``extensions=true`` and service request updates as others extend the
standard. Whatever is answered here has been made for the public: rounded places, cleared texts, no person.
"""
