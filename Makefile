# Aliases only: everything is in dev.py, which needs nothing but Python and pip.
.PHONY: demo test check soak
demo test check soak:
	python3 dev.py $@
