"""From paths to submissions: whose each file is, by the names and metadata of the platform that it comes from."""
