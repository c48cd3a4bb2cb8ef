"""People of the portal: users, memberships with roles, doors, sign-in and its assurance level."""
