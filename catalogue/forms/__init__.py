"""What officers and curators type: one file a subject."""
