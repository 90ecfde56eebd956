"""What does each page of the members do?"""
