// Runs before the first paint: theme, direction and density as this browser last knew them.
(function () {
  var root = document.documentElement;
  var store = {};
  try {
    store = JSON.parse(localStorage.getItem('fairlead.look') || '{}') || {};
  } catch (e) {
    store = {};
  }
  var dark = matchMedia('(prefers-color-scheme: dark)').matches;
  var theme = store.theme === 'light' || store.theme === 'dark' ? store.theme : dark ? 'dark' : 'light';
  root.dataset.theme = theme;
  root.dataset.density = store.density === 'compact' ? 'compact' : 'comfortable';
  var dir = new URLSearchParams(location.search).get('dir');
  root.dir = dir === 'rtl' || dir === 'ltr' ? dir : store.dir === 'rtl' ? 'rtl' : 'ltr';
  if (store.locale) root.lang = store.locale;
})();
