"""Emergency plans (应急预案): the library, the versions of each site, running them."""
