// Runs before the first paint, so that a reader who chose dark sees no flash of light.
try {
  const theme = localStorage.getItem('gamekeeper-theme');
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
  if (localStorage.getItem('gamekeeper-utc') === 'off') {
    document.documentElement.dataset.utc = 'off';
  }
} catch {
  // A browser that stores nothing: the system's theme it is.
}
