"""Records of an inspection (акта инспекције): who may write which when, what they ask, how they are printed and kept."""
