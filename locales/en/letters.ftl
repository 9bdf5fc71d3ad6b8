# Letters that tell of a change, and the page behind their link.

not-me-link-old = This link doesn't work any more
not-me-link-old-message = It may be older than a week, or a part of it is missing. Nothing was changed.
not-me-link-old-advice = Copy the whole link from the letter, or tell your help desk what happened.
