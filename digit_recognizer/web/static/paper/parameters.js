/** The numbers that decide what a pointer means. Times in milliseconds, ways in CSS pixels. */

/** A press that moves less is a tap, where a tap means something (the window's MAX_TAP_TRAVEL). */
export const TAP_TRAVEL = 5;
/** Held so long, a press is a long one. */
export const LONG_PRESS = 500;
/** A pen was near so recently: what touches meanwhile is a palm. */
export const PEN_NEAR = 600;
/** Two fingers that come down within this time and this near to each other pinch; pupils at a board do not. */
export const PINCH_TIME = 140;
export const PINCH_REACH = 280;
/** A finger that has drawn further than this by then goes on drawing. */
export const PINCH_TRAVEL = 12;
/** A finger moves the paper only after this way: a resting palm does not. */
export const PAN_TRAVEL = 8;
/** How far from the pointer the eraser reaches. */
export const ERASER_REACH = 10;
/** How far from the middle of a thin line a tap may be. */
export const TAP_REACH = 6;
/** One notch of the wheel zooms by e to this power a pixel. */
export const WHEEL_ZOOM = 0.0022;
