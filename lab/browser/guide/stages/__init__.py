"""The model stage by stage, one file a part of the guide: what its widgets ask, and what they are told."""
