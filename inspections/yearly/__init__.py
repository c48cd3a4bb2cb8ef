"""The year of the inspections: plan from risk, report of what was done; each as a sealed paper and as a table."""
