"""How wire items come in: feeds, pages, folders and mailboxes that are polled."""
