mod cases;
mod desk;
mod histories;
mod stories;
