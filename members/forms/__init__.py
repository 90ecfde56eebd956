"""What may be typed on the pages of the members, and what is wrong with it?"""
