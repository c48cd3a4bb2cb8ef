"""What machines of other catalogues read: DCAT-AP 3.0.1 with the annex on high value data, without what they stumble over."""
