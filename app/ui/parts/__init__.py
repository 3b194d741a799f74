"""What pages are made of: what most of them use is named here, and none of it reaches records."""

from app.ui.parts.badges import Badge
from app.ui.parts.boxes import Banner, Box, Few, Icon, Row, Rows, Rule, counted, empty, group
from app.ui.parts.buttons import Button, Chip, IconButton, MenuButton, MenuItem
from app.ui.parts.cards import CheckCard, RadioCard
from app.ui.parts.fields import Area, Choose, Field, FieldProblem, KeyboardLanguage, LineInput
from app.ui.parts.fold import Fold
from app.ui.parts.grid import Flow, Grid
from app.ui.parts.layouts import tight, wraps
from app.ui.parts.notice import Notice, announce
from app.ui.parts.progress import Bar
from app.ui.parts.scroll_bar import scrolling
