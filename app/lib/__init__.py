"""What every feature stands on and what knows no noun of the domain: database, settings, errors, forms, pages, jobs."""
