"""What all windows share: theme, menus, tooltips, formulas."""
