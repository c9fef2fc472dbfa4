variable "vpc_id" {
  type = string
}

resource "aws_security_group" "edge" {
  name        = "shop-edge"
  description = "Load balancer of the shop"
  vpc_id      = var.vpc_id

  ingress {
    description      = "HTTPS"
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    cidr_blocks      = ["198.51.100.0/24", "203.0.113.0/24"]
    ipv6_cidr_blocks = ["2001:DB8::/32"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_security_group" "api" {
  name   = "shop-api"
  vpc_id = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "api_from_edge" {
  security_group_id            = aws_security_group.api.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.edge.id
}

resource "aws_vpc_security_group_ingress_rule" "api_from_office" {
  security_group_id = aws_security_group.api.id
  description       = "Office"
  ip_protocol       = "tcp"
  from_port         = 8443
  to_port           = 8443
  cidr_ipv4         = "192.0.2.0/24"
}

resource "aws_vpc_security_group_egress_rule" "api_to_cache" {
  security_group_id            = aws_security_group.api.id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.cache.id
}

resource "aws_security_group" "cache" {
  name   = "shop-cache"
  vpc_id = var.vpc_id
  egress = []
}

resource "aws_security_group_rule" "cache_from_api" {
  type                     = "ingress"
  security_group_id        = aws_security_group.cache.id
  protocol                 = "tcp"
  from_port                = 6379
  to_port                  = 6379
  source_security_group_id = aws_security_group.api.id
}

resource "aws_security_group_rule" "cache_cluster" {
  type              = "ingress"
  security_group_id = aws_security_group.cache.id
  protocol          = "tcp"
  from_port         = 16379
  to_port           = 16379
  self              = true
}
