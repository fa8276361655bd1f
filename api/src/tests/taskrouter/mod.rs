mod beyond;
mod cases;
mod desk;
mod life;
mod lists;
mod refusals;
mod statistics;
