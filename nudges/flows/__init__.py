"""The things people do together: one module or package a flow, its records, states and rules."""
