# A signed-in person's own pages.

## Security info.

make-new-ones = Make new ones
