mod cases;
mod desk;
mod stories;
