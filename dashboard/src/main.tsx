import { render } from 'preact';
import { startTicking } from './browser/clock.js';
import { watchScroll } from './browser/keep-scroll.js';
import { startLive } from './browser/live.js';
import { listenToKeys } from './browser/shortcuts.js';
import { showInTab } from './browser/show-in-tab.js';
import { applyTheme } from './browser/theme.js';
import { App } from './view/app.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/frame.css';
import './styles/services.css';
import './styles/service.css';
import './styles/timeline.css';
import './styles/cards.css';
import './styles/dialogs.css';
import './styles/wide.css';

applyTheme();
startTicking();
startLive();
showInTab();
listenToKeys();
watchScroll();

const root = document.querySelector('#app');
if (root !== null) render(<App />, root);
