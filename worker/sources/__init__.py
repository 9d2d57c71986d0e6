"""How wire items come in: polled sources, fetched over HTTP."""
