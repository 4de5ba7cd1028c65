"""The redirect rules of a base at w3id.org as its maintainers take them: an .htaccess of its folder."""


def redirects(base: str, public: str) -> str:
    """What leads every address under a base to the same address of the site that serves it.

    302, as the site may move and no browser is to keep where it was; 307 for the endpoint, so that a query
    that was posted is posted again. A path is handed on whole: what it means is the site's to say (303, 410).
    """
    return f"""\
# {base} : the follow-up of RUFS 2050, Stockholm's regional development plan, as linked data
# The names stay here; what they lead to is at {public}
Options -MultiViews
Header always set Access-Control-Allow-Origin *
Header always set Access-Control-Expose-Headers "Location, Link"
RewriteEngine on
RewriteRule ^(sparql/?)$ {public}$1 [R=307,L]
RewriteRule ^(.*)$ {public}$1 [R=302,L]
"""
