mod cases;
mod desk;
