"""Who asks: a request in, its person, browser and session out; cookies, sign-in and sign-out."""
