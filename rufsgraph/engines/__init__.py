"""The one place that runs SPARQL: embedded, in killable workers, or at an endpoint elsewhere."""
