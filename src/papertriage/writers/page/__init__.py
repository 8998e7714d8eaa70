"""What the page of ``rank -f html`` shows: marked text, rows, and the plot of papers by week."""
