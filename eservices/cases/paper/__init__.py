"""Paper: what a person keeps for twenty years, as a sealed PDF/A-3a that anybody can check.

``rendering`` turns HTML into PDF/A-3a, ``seal`` puts the electronic seal (електронски печат) of the body on it,
``verification`` says whether a file is still as it was sealed, ``qr`` draws the code that leads to the check, and
``certificates`` holds the key. Nothing here touches the database: text and bytes in, text and bytes out.
"""
